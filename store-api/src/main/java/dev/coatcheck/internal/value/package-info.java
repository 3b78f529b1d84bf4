/** Typed values of sessions: encoded when they are put, decoded when they are got, changed in one step. */
@NullMarked
package dev.coatcheck.internal.value;

import org.jspecify.annotations.NullMarked;
