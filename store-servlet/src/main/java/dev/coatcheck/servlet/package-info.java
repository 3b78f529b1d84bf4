/**
 * The cookie: {@link dev.coatcheck.servlet.CoatcheckFilter} is installed once, {@link
 * dev.coatcheck.servlet.HttpSessions} gives each request its session.
 */
@NullMarked
package dev.coatcheck.servlet;

import org.jspecify.annotations.NullMarked;
