/** A driver from outside, as somebody writes one who has nothing but the published modules. */
@NullMarked
package dev.coatcheck.integration.driver;

import org.jspecify.annotations.NullMarked;
