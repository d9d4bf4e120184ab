namespace ILComicGAN.Networks.Onnx;

/// <summary>The names of a layer's statistics in an ONNX graph.</summary>
/// <param name="Centered">x − μ_I [N, C, H, W].</param>
/// <param name="Shift">μ_I − μ_L [N, C, 1, 1].</param>
/// <param name="InstanceVariance">σ_I² [N, C, 1, 1].</param>
/// <param name="LayerVariance">σ_L² [N, 1, 1, 1].</param>
internal readonly record struct OnnxMoments(string Centered, string Shift, string InstanceVariance, string LayerVariance);
