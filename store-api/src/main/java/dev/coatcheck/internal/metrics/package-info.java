/** What is counted and logged. */
@NullMarked
package dev.coatcheck.internal.metrics;

import org.jspecify.annotations.NullMarked;
