/**
 * The contract as JUnit classes. A driver's author extends {@link dev.coatcheck.testkit.DataStoreContract} and {@link
 * dev.coatcheck.testkit.SessionContract}, and says how to open the store.
 */
@NullMarked
package dev.coatcheck.testkit;

import org.jspecify.annotations.NullMarked;
