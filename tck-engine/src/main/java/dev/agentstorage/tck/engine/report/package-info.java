/** The conformance report: statuses, the verdict, and how they are written. */
@NullMarked
package dev.agentstorage.tck.engine.report;

import org.jspecify.annotations.NullMarked;
