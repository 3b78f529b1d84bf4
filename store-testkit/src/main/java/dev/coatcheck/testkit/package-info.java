/**
 * The contract as JUnit classes. A driver's author extends each of them, and says how to open the store: {@link
 * dev.coatcheck.testkit.DataStoreContract}, {@link dev.coatcheck.testkit.SessionContract}, {@link
 * dev.coatcheck.testkit.ValueContract}, {@link dev.coatcheck.testkit.OwnerContract} and {@link
 * dev.coatcheck.testkit.FreshnessContract}.
 */
@NullMarked
package dev.coatcheck.testkit;

import org.jspecify.annotations.NullMarked;
