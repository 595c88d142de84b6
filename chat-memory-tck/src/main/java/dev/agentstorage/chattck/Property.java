package dev.agentstorage.chattck;

/** The measured properties. */
public enum Property {
    /** Which types of messages are kept. */
    MESSAGE_TYPES("Message types", "Every type of message of the framework is returned as the type that was stored."),
    /** Which parts of a tool call are kept. */
    TOOL_CALLS(
            "Tool calls",
            "Id, name, arguments (character by character), order and accompanying text of tool calls are returned."),
    /** Which parts of a tool result are kept. */
    TOOL_RESULTS("Tool results", "Id, name, text and status of tool results are returned."),
    /** Which parts of images and other media are kept. */
    MEDIA("Media", "Images, audio, video and documents in messages are returned, by address and by content."),
    /** Which attributes and names are kept. */
    METADATA(
            "Metadata",
            "Names and metadata of messages are returned with the values and the Java types that were stored."),
    /** Whether messages that are read equal those that were stored. */
    EQUALITY(
            "Equality",
            "A message that was read equals the one that was stored: nothing is missing and nothing was added."),
    /** Which texts are kept. */
    TEXTS("Texts", "Empty, long and unusual texts are returned character by character."),

    /** Which Java types the id of a conversation may have. */
    ID_TYPES("Types of ids", "A conversation can be stored under an id of any type that the interface admits."),
    /** How long an id may be. */
    ID_LENGTH("Length of ids", "The longest id, of 1 to 10,000 characters, with which a conversation is read back."),
    /** Which characters an id may have. */
    ID_CHARACTERS("Characters of ids", "A conversation can be stored under an empty or unusual id."),
    /** Whether similar ids are kept apart. */
    ID_DISTINCT(
            "Similar ids",
            "Ids that differ by case, by a blank, by Unicode form, or by Java type, are different conversations."),

    /** Whether messages stay in order. */
    ORDER("Order", "Messages that are stored together, and one by one, are returned in their order."),
    /** Whether equal messages are kept. */
    REPEATS("Equal messages", "A message that equals an earlier one is stored, too."),
    /** Whether the store shares lists with the caller. */
    COPIES("Own copies", "A caller that changes a list after it was stored, or after it was read, changes nothing."),

    /** What reading an unknown conversation returns. */
    UNKNOWN("Unknown conversation", "What reading a conversation gives that was never stored."),
    /** What is deleted. */
    DELETION("Deletion", "A deleted conversation is not found, others stay, and both can be repeated."),
    /** What is listed. */
    LIST("List", "The ids of the stored conversations are listed, each once."),

    /** The result of two writers whose reads and writes overlap. */
    OVERLAP(
            "Overlapping appends",
            "Two writers append one message each to the same conversation; both read it before either writes."),
    /** The result of two writers that run without synchronisation. */
    RACE(
            "Two concurrent writers",
            "Two threads append messages to one conversation as fast as they can; the figures differ between runs."),

    /** Number of messages that an append reads and writes. */
    COST_MESSAGES(
            "Messages per append",
            "Messages that the framework reads from the store and hands over to it to append one message to a"
                    + " conversation of 10, 100 and 1,000."),
    /** Number of statements of an append. */
    COST_STATEMENTS(
            "Statements per append",
            "Statements (each row of a batch counts) and characters in their parameters to append one message to a"
                    + " conversation of 10, 100 and 1,000.");

    private final String title;
    private final String sentence;

    Property(String title, String sentence) {
        this.title = title;
        this.sentence = sentence;
    }

    /** Returns a short name. */
    public String title() {
        return title;
    }

    /** Returns a sentence that describes the measurement. */
    public String sentence() {
        return sentence;
    }

    /** Returns whether the observed value may differ between two runs on the same store. */
    public boolean varies() {
        return this == RACE;
    }
}
