/** Coatcheck beside the same work by hand and beside its peers, measured in one run. */
@NullMarked
package dev.coatcheck.benchmarks;

import org.jspecify.annotations.NullMarked;
