package dev.coatcheck.spring;

import jakarta.servlet.Filter;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.Assert;

/**
 * The application's filters in front of its management endpoints where these have a port of their own: Boot puts Spring
 * Security's there, which ask for the session.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
final class CoatcheckManagementConfiguration {
    private static final String SESSIONS = "coatcheckFilter";
    private static final String FAILURES = "coatcheckStoreFailureFilter";

    @Bean
    @ConditionalOnBean(name = SESSIONS, search = SearchStrategy.ANCESTORS)
    FilterRegistrationBean<?> coatcheckFilter(HierarchicalBeanFactory beans) {
        return ofApplication(SESSIONS, CoatcheckWebAutoConfiguration.ORDER, beans);
    }

    @Bean
    @ConditionalOnBean(name = FAILURES, search = SearchStrategy.ANCESTORS)
    FilterRegistrationBean<?> coatcheckStoreFailureFilter(HierarchicalBeanFactory beans) {
        return ofApplication(FAILURES, CoatcheckWebAutoConfiguration.ORDER - 1, beans);
    }

    private static FilterRegistrationBean<?> ofApplication(String name, int order, HierarchicalBeanFactory beans) {
        BeanFactory application = beans.getParentBeanFactory();
        Assert.state(application != null, "the context of the endpoints is a child of the application's");
        Object filter = application.getBean(name);
        return filter instanceof FilterRegistrationBean<?> registration
                ? registration
                : CoatcheckWebAutoConfiguration.registration((Filter) filter, order);
    }
}
