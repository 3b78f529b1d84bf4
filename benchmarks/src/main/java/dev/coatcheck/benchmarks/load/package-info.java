/** Many threads at once. */
@NullMarked
package dev.coatcheck.benchmarks.load;

import org.jspecify.annotations.NullMarked;
