/** Coatcheck beside the limit and its peers, measured in one run. */
@NullMarked
package dev.coatcheck.benchmarks;

import org.jspecify.annotations.NullMarked;
