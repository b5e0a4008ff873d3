/* The back office: what pages of our own need beyond the theme. */
"use strict";
