/**
 * The command {@code coatcheck}. Each of its commands is a class of its own, named in {@link
 * dev.coatcheck.command.Coatcheck}.
 */
@NullMarked
package dev.coatcheck.command;

import org.jspecify.annotations.NullMarked;
