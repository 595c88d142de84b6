package dev.agentstorage.value;

import java.util.List;

/**
 * The state of a backend at one moment.
 *
 * @param reachable whether the backend answered
 * @param description what answered, for example the product and version of a database; the reason when nothing did
 * @param building the names of indexes and the like that are still being built; not those whose build has failed, which the description
 *     names
 */
public record Health(boolean reachable, String description, List<String> building) {
    /**
     * Copies the list.
     *
     * @param reachable whether the backend answered
     * @param description what answered, for example the product and version of a database
     * @param building the names of indexes and the like that are still being built
     */
    public Health {
        building = List.copyOf(building);
    }
}
