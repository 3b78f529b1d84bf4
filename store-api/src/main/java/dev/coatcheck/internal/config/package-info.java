/** How texts of the configuration are read and shown: units, what may be a secret, what was mistyped. */
@NullMarked
package dev.coatcheck.internal.config;

import org.jspecify.annotations.NullMarked;
