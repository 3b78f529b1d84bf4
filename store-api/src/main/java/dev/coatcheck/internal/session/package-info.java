/** A session's life: how it begins, is verified, used, given to an owner, and ends. Bytes, no types. */
@NullMarked
package dev.coatcheck.internal.session;

import org.jspecify.annotations.NullMarked;
