/** Moves the sessions of a manager to another store while it is in use. */
@NullMarked
package dev.coatcheck.internal.move;

import org.jspecify.annotations.NullMarked;
