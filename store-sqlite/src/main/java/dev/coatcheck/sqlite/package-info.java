/** Sessions in a file of one machine. */
@NullMarked
package dev.coatcheck.sqlite;

import org.jspecify.annotations.NullMarked;
