/** In the memory of one process. */
@NullMarked
package dev.coatcheck.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
