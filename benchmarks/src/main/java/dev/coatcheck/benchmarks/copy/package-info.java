/** A copy of sessions from store to store, beside the same bytes written by hand. */
@NullMarked
package dev.coatcheck.benchmarks.copy;

import org.jspecify.annotations.NullMarked;
