/**
 * What a driver implements: {@link dev.coatcheck.store.DataStore}, and the small types in its signatures. It knows
 * bytes, versions and lifetimes; no types of values, and no policy.
 */
@NullMarked
package dev.coatcheck.store;

import org.jspecify.annotations.NullMarked;
