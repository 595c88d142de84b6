/** What a rule is: its kinds, its tests, and the catalogue of all rules of a kit. */
@NullMarked
package dev.agentstorage.tck.engine.rule;

import org.jspecify.annotations.NullMarked;
