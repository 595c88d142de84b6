package dev.agentstorage.chattck;

/** What is measured. */
public enum Property {
    /** Which types of messages there are after a write. */
    MESSAGE_TYPES("Message types", "Every type of message of the framework is returned as the type that was stored."),
    /** What of a tool call is kept. */
    TOOL_CALLS(
            "Tool calls",
            "Id, name, arguments (character by character), order and accompanying text of tool calls are returned."),
    /** What of a tool result is kept. */
    TOOL_RESULTS("Tool results", "Id, name, text and status of tool results are returned."),
    /** What of images and other media is kept. */
    MEDIA("Media", "Images, audio, video and documents in messages are returned, by address and by content."),
    /** What of attributes and names is kept. */
    METADATA(
            "Metadata",
            "Names and metadata of messages are returned with the values and the Java types that were stored."),
    /** Whether messages equal those that were stored. */
    EQUALITY(
            "Equality",
            "A message that was read equals the one that was stored: nothing is missing and nothing was added."),
    /** Which texts are kept. */
    TEXTS("Texts", "Empty, long and unusual texts are returned character by character."),

    /** Which Java types may be the id of a conversation. */
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
    /** Whether lists are shared with the caller. */
    COPIES("Own copies", "A caller that changes a list after it was stored, or after it was read, changes nothing."),

    /** What an unknown conversation reads as. */
    UNKNOWN("Unknown conversation", "What reading a conversation gives that was never stored."),
    /** What is deleted. */
    DELETION("Deletion", "A deleted conversation is not found, others stay, and both can be repeated."),
    /** What is listed. */
    LIST("List", "The ids of the stored conversations are listed, each once."),

    /** What two writers leave whose reads and writes overlap. */
    OVERLAP(
            "Overlapping appends",
            "Two writers append one message each to the same conversation; both read it before either writes."),
    /** What two writers leave that run freely. */
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

    /** A short name. */
    public String title() {
        return title;
    }

    /** One sentence that says what is measured. */
    public String sentence() {
        return sentence;
    }

    /** Whether the observed value may differ between two runs on the same store. */
    public boolean varies() {
        return this == RACE;
    }
}
