/** Tables, goals and plots from a results file. */
@NullMarked
package dev.coatcheck.benchmarks.report;

import org.jspecify.annotations.NullMarked;
