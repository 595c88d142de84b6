package dev.agentstorage.chattck;

import java.util.List;
import java.util.Map;

/** The messages of a framework. */
interface Messages<M> {
    /** Name and interface, for the report. */
    String framework();

    /** A message of a user; {@link #text} gives its text back. */
    M user(String text);

    M assistant(String text);

    String text(M message);

    String type(M message);

    /** Those of {@link Property#MESSAGE_TYPES} to {@link Property#METADATA} that the framework knows. */
    Map<Property, List<Sample<M>>> samples();

    /** Ids of several types by the name of their type, new ones with each call; empty if only strings are possible. */
    Map<String, Object> typedIds();
}
