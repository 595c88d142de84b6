package dev.agentstorage.dsql.local.faults;

/** The effect of a fault, with the first words of its rules. */
enum Effect {
    OCC("occ on commit", Moment.COMMIT),
    SCHEMA_CHANGE_ON_STATEMENT("schema-change on statement", Moment.STATEMENT),
    SCHEMA_CHANGE_ON_COMMIT("schema-change on commit", Moment.COMMIT),
    SERVER_UNAVAILABLE_ON_STATEMENT("server-unavailable on statement", Moment.STATEMENT),
    SERVER_UNAVAILABLE_ON_COMMIT("server-unavailable on commit", Moment.COMMIT),
    TEMP_SPACE_EXCEEDED("temp-space on statement", Moment.STATEMENT),
    CUT_ON_STATEMENT("cut on statement", Moment.STATEMENT),
    CUT_BEFORE_COMMIT("cut before commit", Moment.COMMIT),
    CUT_DURING_COMMIT("cut during commit", Moment.COMMIT),
    CUT_AFTER_COMMIT("cut after commit", Moment.COMMIT),
    TOO_MANY_CONNECTIONS("reject connect 53300", Moment.CONNECT),
    RATE_EXCEEDED("reject connect 53400", Moment.CONNECT),
    EXPIRED_TOKEN("expired-token", Moment.CONNECT),
    WAKING_UP("waking-up", Moment.CONNECT),
    LATENCY("latency", Moment.ROUND_TRIP),
    FAILED_INDEX_JOB("fail index-job", Moment.INDEX_JOB);

    private final String words;
    private final Moment moment;

    Effect(String words, Moment moment) {
        this.words = words;
        this.moment = moment;
    }

    String words() {
        return words;
    }

    Moment moment() {
        return moment;
    }

    /** The kind of event that a rule counts and applies to. */
    enum Moment {
        COMMIT,
        STATEMENT,
        CONNECT(" on connect"),
        ROUND_TRIP(" on round-trip"),
        INDEX_JOB;

        private final String wordsBeforeNumber;

        Moment() {
            this("");
        }

        Moment(String wordsBeforeNumber) {
            this.wordsBeforeNumber = wordsBeforeNumber;
        }

        /** The words between those of the effect and a number; empty if the effect's words end with the moment. */
        String wordsBeforeNumber() {
            return wordsBeforeNumber;
        }
    }
}
