/**
 * The contract that every driver passes, as JUnit tests. A driver's author extends {@link
 * dev.coatcheck.testkit.DriverContract}, or {@link dev.coatcheck.testkit.HeapDriverContract} where values are in this heap,
 * and says how to open the store.
 */
@NullMarked
package dev.coatcheck.testkit;

import org.jspecify.annotations.NullMarked;
