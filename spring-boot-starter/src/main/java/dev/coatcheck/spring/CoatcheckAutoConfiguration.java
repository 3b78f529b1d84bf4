package dev.coatcheck.spring;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingFilterBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Sessions by {@code coatcheck.*} in Spring's environment, and the filter that carries them in a cookie. */
@AutoConfiguration
public final class CoatcheckAutoConfiguration {
    CoatcheckAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    CoatcheckConfig coatcheckConfig(Environment environment) {
        return CoatcheckConfig.load();
    }

    @Bean
    @ConditionalOnMissingBean
    SessionManager sessionManager(CoatcheckConfig config) {
        return SessionManager.open(config);
    }

    /** Where the application serves pages. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(CoatcheckFilter.class)
    static final class Web {
        /** In front of Spring Security's chain, and where Spring Session's filter would be. */
        static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 50;

        @Bean
        @ConditionalOnMissingFilterBean
        FilterRegistrationBean<CoatcheckFilter> coatcheckFilter(SessionManager sessions, CoatcheckConfig config) {
            FilterRegistrationBean<CoatcheckFilter> filter =
                    new FilterRegistrationBean<>(new CoatcheckFilter(sessions, config));
            filter.setOrder(ORDER);
            filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
            return filter;
        }
    }
}
