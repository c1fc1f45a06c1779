"""A review session is called off (取消会次); its proposals wait for the next one."""
