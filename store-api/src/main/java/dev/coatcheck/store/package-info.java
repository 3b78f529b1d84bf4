/**
 * What a driver implements: {@link dev.coatcheck.store.DataStore} and the small types that it speaks. Bytes, versions
 * and lifetimes only; no types, no policy.
 */
@NullMarked
package dev.coatcheck.store;

import org.jspecify.annotations.NullMarked;
