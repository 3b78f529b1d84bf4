/**
 * Histories of several instances on one store: what each of many workers did, when, and what it was told, recorded while
 * it happens and checked against the contract afterwards.
 */
@NullMarked
package dev.coatcheck.integration.history;

import org.jspecify.annotations.NullMarked;
