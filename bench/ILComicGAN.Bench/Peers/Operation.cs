namespace ILComicGAN.Bench.Peers;

/// <summary>What a case computes.</summary>
internal enum Operation
{
    /// <summary>Sizes N, H, W; form: the LIN rule.</summary>
    Generator,

    /// <summary>VGG-19 to conv4_4, forward and the gradient in the pictures; sizes N, H, W.</summary>
    Vgg,

    /// <summary>One critic and one generator step; sizes N, H, W; form: recompute to recompute the generator's stages (ours).</summary>
    Train,

    /// <summary>A critic step by itself, to see what the penalty costs; sizes N, H, W; form: penalty or plain.</summary>
    Critic,

    /// <summary>Sizes N, C_in, H, W, C_out, K, stride, groups; zero padding K/2; form: forward, input or weight.</summary>
    Convolution,

    /// <summary>LIN and LeakyReLU; sizes N, C, H, W; form: the rule.</summary>
    Normalization,

    /// <summary>To twice the size; sizes N, C, H, W; form: nearest or bilinear.</summary>
    Resize,
}
