/** Whose sessions some are, and where to find all of one owner. */
@NullMarked
package dev.coatcheck.internal.owner;

import org.jspecify.annotations.NullMarked;
