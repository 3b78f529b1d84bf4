/** With a Redis server on this machine. */
@NullMarked
package dev.coatcheck.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
