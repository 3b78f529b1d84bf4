package dev.coatcheck.spring;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.CoatcheckFilterBuilder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Collections;
import java.util.EventListener;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The filter that carries sessions in a cookie, in front of Spring Security's, with {@code HttpSession} on them unless
 * {@code coatcheck.http-session.enabled} is false; and sessions as arguments of controllers.
 */
@AutoConfiguration(after = CoatcheckAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class CoatcheckWebAutoConfiguration {
    /** Where Spring Session's filter would be: in front of all that uses sessions. */
    static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 50;

    CoatcheckWebAutoConfiguration() {}

    /** Keys that are beans declare the attributes of their names; listeners of sessions hear of ours. */
    @Bean
    @ConditionalOnMissingFilterBean
    FilterRegistrationBean<CoatcheckFilter> coatcheckFilter(
            SessionManager sessions,
            CoatcheckConfig config,
            ObjectProvider<Key<?>> attributes,
            ObjectProvider<HttpSessionListener> listeners,
            ObjectProvider<HttpSessionIdListener> idListeners,
            ObjectProvider<HttpSessionAttributeListener> attributeListeners,
            ObjectProvider<ServletListenerRegistrationBean<?>> registered) {
        CoatcheckFilterBuilder filter = CoatcheckFilter.builder(sessions, config);
        attributes.orderedStream().forEach(filter::attribute);
        // one bean may be of several kinds
        Set<EventListener> all = Collections.newSetFromMap(new IdentityHashMap<>());
        for (ObjectProvider<? extends EventListener> kind : List.of(listeners, idListeners, attributeListeners)) {
            kind.orderedStream().filter(all::add).forEach(filter::listener);
        }
        registered
                .orderedStream()
                .filter(ServletListenerRegistrationBean::isEnabled)
                .map(ServletListenerRegistrationBean::getListener)
                .filter(all::add)
                .forEach(filter::listener);
        FilterRegistrationBean<CoatcheckFilter> registration = registration(filter.build(), ORDER);
        // in a WAR, a filter of Boot's in front of this one forwards to the error page
        registration.setDispatcherTypes(
                DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD);
        return registration;
    }

    /** Outside of the other one, which may write when the request is over. */
    @Bean
    @ConditionalOnMissingFilterBean
    FilterRegistrationBean<StoreFailureFilter> coatcheckStoreFailureFilter() {
        return registration(new StoreFailureFilter(), ORDER - 1);
    }

    static <F extends Filter> FilterRegistrationBean<F> registration(F filter, int order) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return registration;
    }

    /** With Spring MVC. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebMvcConfigurer.class)
    static final class Mvc {
        @Bean
        static SessionArgumentsFirst coatcheckArguments() {
            return new SessionArgumentsFirst();
        }
    }
}
