/** SQLite. */
@NullMarked
package dev.coatcheck.benchmarks.sqlite;

import org.jspecify.annotations.NullMarked;
