/** What a rule is: its annotations, its kinds, and the catalogue of all rules of a kit. */
@NullMarked
package dev.agentstorage.tck.rule;

import org.jspecify.annotations.NullMarked;
