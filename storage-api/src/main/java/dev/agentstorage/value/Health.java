package dev.agentstorage.value;

import java.util.List;

/**
 * The state of a backend at one moment.
 *
 * @param reachable whether the backend answered
 * @param description the product that answered, for example the name and version of a database; otherwise the reason of the failure
 * @param building the names of objects that are still being built, such as indexes; failed builds are in the description
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
