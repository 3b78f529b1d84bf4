/** What is counted and logged, and told of each call to the store. */
@NullMarked
package dev.coatcheck.internal.metrics;

import org.jspecify.annotations.NullMarked;
