package dev.agentstorage.chattck;

import java.util.List;
import java.util.Map;

/** The messages of a framework. */
interface Messages<M> {
    /** Returns the names of framework and interface, for the report. */
    String framework();

    /** Creates a user message; {@link #text} returns its text. */
    M user(String text);

    M assistant(String text);

    String text(M message);

    String type(M message);

    /** Returns the samples for {@link Property#MESSAGE_TYPES} to {@link Property#METADATA} that the framework supports. */
    Map<Property, List<Sample<M>>> samples();

    /** Returns new ids of several types by the name of the type; empty if only strings are possible. */
    Map<String, Object> typedIds();
}
