// <form data-leave>: goes on to the payment page by itself; without JavaScript its button does.
document.querySelector("form[data-leave]")?.submit();
