// <button data-wechat-pay="id of the fields" data-after="/pay/…/return/">: calls WeChat's own bridge.
// What the bridge says proves nothing: the page after it asks the gateway.
(() => {
  const button = document.querySelector("[data-wechat-pay]");
  if (!button) return;
  const fields = JSON.parse(document.getElementById(button.dataset.wechatPay).textContent);

  const pay = () =>
    window.WeixinJSBridge.invoke("getBrandWCPayRequest", fields, ({ err_msg: said }) => {
      if (said === "get_brand_wcpay_request:ok") location.assign(button.dataset.after);
    });
  const payWhenReady = () => {
    if (window.WeixinJSBridge) return pay();
    return document.addEventListener("WeixinJSBridgeReady", pay, { once: true });
  };

  button.addEventListener("click", payWhenReady);
  payWhenReady();
})();
