package dev.agentstorage.tck.engine.rule;

/** How binding a rule is, and how it is tested. */
public enum Kind {
    /** Every backend that has the features obeys. */
    REQUIRED,
    /** Recommended: a backend that does otherwise is conformant, and its report says so (N/A with the reason). */
    OPTIONAL,
    /** As {@link #REQUIRED}, tested with random input or timing; the report holds the seed. One pass proves little. */
    STOCHASTIC,
    /** Binding, but no test can tell: see {@link UntestedRule}. */
    UNTESTED
}
