/** A mixed load that runs for minutes, knows what every session must hold, and counts what does not. */
@NullMarked
package dev.coatcheck.integration.soak;

import org.jspecify.annotations.NullMarked;
