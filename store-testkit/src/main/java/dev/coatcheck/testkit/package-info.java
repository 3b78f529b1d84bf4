/**
 * The contract that every driver passes, as JUnit tests. A driver's author extends {@link
 * dev.coatcheck.testkit.DriverContract} and says how to open the store.
 */
@NullMarked
package dev.coatcheck.testkit;

import org.jspecify.annotations.NullMarked;
