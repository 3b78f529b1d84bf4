/** Everything that needs a real server, several processes or a browser. */
@NullMarked
package dev.coatcheck.integration;

import org.jspecify.annotations.NullMarked;
