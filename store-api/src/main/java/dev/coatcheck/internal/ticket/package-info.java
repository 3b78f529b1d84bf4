/** Tickets, and how they are verified. */
@NullMarked
package dev.coatcheck.internal.ticket;

import org.jspecify.annotations.NullMarked;
