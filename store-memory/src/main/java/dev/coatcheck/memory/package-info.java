/** Sessions in the memory of one process. */
@NullMarked
package dev.coatcheck.memory;

import org.jspecify.annotations.NullMarked;
