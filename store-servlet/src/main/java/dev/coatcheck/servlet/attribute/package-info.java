/** How the attributes of an {@code HttpSession} stand in a session. */
@NullMarked
package dev.coatcheck.servlet.attribute;

import org.jspecify.annotations.NullMarked;
