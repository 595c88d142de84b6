package dev.agentstorage.tck.engine.rule;

/** Whether a rule is mandatory, and how it is tested. */
public enum Kind {
    /** Mandatory for every backend with the required features. */
    REQUIRED,
    /** Recommended: a backend that behaves differently is still conformant; its report shows N/A with the reason. */
    OPTIONAL,
    /** Like {@link #REQUIRED}, but tested with random input or timing; the report contains the seed. A single pass proves little. */
    STOCHASTIC,
    /** Mandatory but not testable, see {@link UntestedRule}. */
    UNTESTED
}
