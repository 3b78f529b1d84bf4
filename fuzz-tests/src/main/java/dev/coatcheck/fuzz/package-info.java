/** Hostile input, found by fuzzing. */
@NullMarked
package dev.coatcheck.fuzz;

import org.jspecify.annotations.NullMarked;
