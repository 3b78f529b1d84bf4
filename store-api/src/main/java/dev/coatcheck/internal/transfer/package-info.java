/** Carries sessions from one store to another, as bytes. */
@NullMarked
package dev.coatcheck.internal.transfer;

import org.jspecify.annotations.NullMarked;
